/** `embedded`: one machine, everything brought up by `npm start`. `production`: `LVYUE_MODE=production`, nothing is guessed. */
export type Mode = 'embedded' | 'production';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that must not be used as it is. Every message says which variable to change, never its value. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.length === 1 ? problems[0]! : `设置有 ${problems.length} 处问题:\n- ${problems.join('\n- ')}`);
    this.name = 'SettingsError';
  }
}

/** Throws `SettingsError` for a misspelt mode: `LVYUE_MODE=prod` must not silently mean "embedded". */
export function modeOf(env: Environment): Mode {
  const mode = env['LVYUE_MODE'] ?? 'embedded';
  if (mode === 'embedded' || mode === 'production') return mode;
  throw new SettingsError(['LVYUE_MODE 只能是 embedded 或 production']);
}

/** Of a switch. */
export const isYes = (value: string | undefined): boolean => value === 'true' || value === '1' || value === 'yes';
