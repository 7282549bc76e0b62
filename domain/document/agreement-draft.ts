/** The draft of an agreement: its typed fields and the rules they must meet. */
export * from './draft';
export { clauseIds } from './clause-rules';
export { checkDraft } from './draft-rules';
