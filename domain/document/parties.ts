/** The parties as a document prints them: personal data resolved, the identity document masked already. */
export interface Account {
  name: string;
  bank: string;
  number: string;
}

export interface EnterpriseParty {
  kind: 'enterprise';
  name: string;
  /** 统一社会信用代码. */
  uscc: string;
  address: string;
  legalRepresentative: string;
  industry?: string;
  size?: string;
}

export interface NaturalPersonParty {
  kind: 'natural-person';
  name: string;
  /** e.g. `居民身份证 1101**********001X`. */
  identityDocument: string;
  address: string;
}

export interface PersonInCharge {
  name: string;
  title: string;
  phone: string;
  email: string;
}

/** 甲方, the service provider: enterprise or natural person, with the account that is paid into. */
export type ProviderParty = (EnterpriseParty | NaturalPersonParty) & { account: Account };
/** 乙方, the client: always an enterprise. */
export type ClientParty = EnterpriseParty;
