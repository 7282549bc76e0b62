/** Every export is a startable workflow type; nothing else belongs here. */
export { agreement } from './agreement/workflow';
export { complaint, request } from './case/workflow';
