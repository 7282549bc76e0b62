/** Who takes part (domain.md §1). The value is what tokens, ladders and the audit trail carry. */
export const ROLES = [
  'operations',
  'account-manager',
  'service-team',
  'legal',
  'service-review',
  'finance',
  'manager',
  'head-of-service',
  'auditor',
  'client',
  'administrator',
] as const;

export type Role = (typeof ROLES)[number];

/** 角色的中文名, as printed in mails, tasks and the Temporal UI. */
export const ROLE_ZH: Record<Role, string> = {
  operations: '运营',
  'account-manager': '客户经理',
  'service-team': '服务团队',
  legal: '法务',
  'service-review': '客服部',
  finance: '财务',
  manager: '负责人',
  'head-of-service': '服务总监',
  auditor: '审计',
  client: '客户对接人',
  administrator: '管理员',
};

/** A person who acts: the role acted in and an opaque id; the name lives in PostgreSQL only. */
export interface Actor {
  role: Role;
  /** `p-` + hash; never a name. */
  id: string;
}
