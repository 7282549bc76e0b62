import type { Handling } from '../case/handling';
import type { NamedDocument } from './base';

/** 《投诉处理记录》, made when a complaint is closed (domain.md §4). Its number is the complaint's. */
export interface ComplaintRecordDocument extends NamedDocument {
  agreementNo: string;
  accountManager: string;
  handling: Handling;
}
