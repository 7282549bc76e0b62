import { AlignmentType, BorderStyle, type IParagraphOptions, type IRunOptions, type IStylesOptions } from 'docx';
import type { LineStyle } from './content';

/** How the Word file looks: close to the PDF, with the fonts that Chinese Word has. Sizes in half-points, lengths in twips. */

const SONG = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman', eastAsia: '宋体' };
const HEI = { ascii: 'Arial', hAnsi: 'Arial', cs: 'Arial', eastAsia: '黑体' };
const INK = '1F3A5F';
const GREY = '595959';
export const SHADE = 'EEF1F5';
export const HAIR = { style: BorderStyle.SINGLE, size: 4, color: '8A8F99' };

/** A4, margins as the PDF has them. */
export const PAGE = {
  size: { width: 11_906, height: 16_838 },
  margin: { top: 1_531, bottom: 1_361, left: 1_474, right: 1_361, header: 850, footer: 737 },
};
export const TEXT_WIDTH = PAGE.size.width - PAGE.margin.left - PAGE.margin.right;

/** Where the text of a clause begins behind its hanging number. */
const HANG = 680;

const LANGUAGE = { value: 'en-US', eastAsia: 'zh-CN' };

export const STYLES: IStylesOptions = {
  default: {
    document: { run: { font: SONG, size: 21, language: LANGUAGE }, paragraph: { spacing: { line: 320 } } },
    title: {
      run: { font: HEI, size: 40, bold: true, color: '000000' },
      paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 120, after: 120 } },
    },
    heading1: {
      run: { font: HEI, size: 24, bold: true, color: INK },
      paragraph: { spacing: { before: 300, after: 160 }, keepNext: true },
    },
  },
};

const hanging = (left: number, width: number, around: number): IParagraphOptions => ({
  indent: { left: left + width, hanging: width },
  tabStops: [{ type: 'left', position: left + width }],
  spacing: { before: around, after: around },
  alignment: AlignmentType.BOTH,
});

/** Paragraph properties of each kind of line. */
export const LINES: Readonly<Record<LineStyle, IParagraphOptions>> = {
  title: { style: 'Title' },
  subtitle: { alignment: AlignmentType.CENTER, spacing: { after: 200 } },
  heading: { style: 'Heading1' },
  caption: { spacing: { before: 180, after: 100 }, keepNext: true },
  prose: { indent: { firstLine: 420 }, spacing: { before: 120, after: 120 }, alignment: AlignmentType.BOTH },
  clause: hanging(0, HANG, 120),
  annex: hanging(0, 860, 120),
  item: hanging(HANG, 600, 60),
  centred: { alignment: AlignmentType.CENTER, spacing: { before: 240, after: 240 } },
};

/** Run properties where they differ from the body's. */
export const RUNS: Readonly<Partial<Record<LineStyle | 'number' | 'label' | 'head' | 'cell', IRunOptions>>> = {
  subtitle: { font: HEI, size: 22, color: GREY },
  caption: { font: HEI, size: 19 },
  number: { font: HEI, size: 19 },
  label: { font: HEI, size: 19 },
  head: { font: HEI, size: 19, bold: true },
  cell: { size: 19 },
};

/** Of the header and the footer. */
export const MARGINAL: IRunOptions = { font: HEI, size: 17, color: GREY };
