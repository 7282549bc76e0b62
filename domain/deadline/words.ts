import type { Target } from './types';

const UNIT_ZH: Record<Target['unit'], string> = {
  min: '分钟',
  h: '小时',
  day: '日',
  workday: '个工作日',
  workmin: '个服务分钟',
  workhour: '个服务小时',
};

/** `5 个工作日`. */
export const targetZh = ({ value, unit }: Target): string => `${value} ${UNIT_ZH[unit]}`;
