import { Client, credentials } from '@grpc/grpc-js';
import protobuf from 'protobufjs';

/**
 * What is needed of the server's admin service, of which the SDK ships no types, as in Temporal 1.32
 * (`adminservice/v1/request_response.proto`).
 */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Timestamp { int64 seconds = 1; int32 nanos = 2; }
  message TaskKey { int64 task_id = 1; Timestamp fire_time = 2; }
  message TaskRange { TaskKey inclusive_min_task_key = 1; TaskKey exclusive_max_task_key = 2; }
  message ListHistoryTasksRequest { int32 shard_id = 1; int32 category = 2; TaskRange task_range = 3; int32 batch_size = 4; }
  message Task { string workflow_id = 2; int64 task_id = 4; int32 task_type = 5; Timestamp fire_time = 6; }
  message ListHistoryTasksResponse { repeated Task tasks = 1; bytes next_page_token = 2; }
  message RemoveTaskRequest { int32 shard_id = 1; int32 category = 2; int64 task_id = 3; Timestamp visibility_time = 4; }
  message RemoveTaskResponse {}
`);

/** The embedded server has one shard. */
const SHARD = 1;
/** The queue of all timers; those of workflows are a type among them. */
const TIMERS = 2;
const USER_TIMER = 14;
const YEAR_2100 = 4_102_444_800;

interface Task {
  workflowId: string;
  taskId: unknown;
  taskType: number;
  fireTime: unknown;
}

export interface TimerRows {
  /** How many timers of an execution the server's database holds. */
  count(workflowId: string): Promise<number>;
  /**
   * Deletes them there, as if they had been lost. The server reads a timer from its database when it is due and keeps
   * no copy before, so it need not be restarted; the execution's own state goes on saying that its timer runs.
   */
  lose(workflowId: string): Promise<void>;
  close(): void;
}

export function timerRows(address: string): TimerRows {
  const client = new Client(address, credentials.createInsecure());

  function call<T>(method: string, request: object): Promise<T> {
    const [input, output] = [root.lookupType(`${method}Request`), root.lookupType(`${method}Response`)];
    return new Promise<T>((resolve, reject) =>
      client.makeUnaryRequest(
        `/temporal.server.api.adminservice.v1.AdminService/${method}`,
        (value: object) => Buffer.from(input.encode(value).finish()),
        (bytes) => output.decode(bytes),
        request,
        (error, answer) => (error ? reject(error) : resolve(answer as T)),
      ),
    );
  }

  async function timersOf(workflowId: string): Promise<Task[]> {
    const { tasks } = await call<{ tasks: Task[] }>('ListHistoryTasks', {
      shardId: SHARD,
      category: TIMERS,
      taskRange: {
        inclusiveMinTaskKey: { fireTime: { seconds: 1 } },
        exclusiveMaxTaskKey: { fireTime: { seconds: YEAR_2100 } },
      },
      batchSize: 10_000,
    });
    return tasks.filter((task) => task.workflowId === workflowId && task.taskType === USER_TIMER);
  }

  return {
    count: async (workflowId) => (await timersOf(workflowId)).length,
    async lose(workflowId) {
      for (const { taskId, fireTime } of await timersOf(workflowId)) {
        await call('RemoveTask', { shardId: SHARD, category: TIMERS, taskId, visibilityTime: fireTime });
      }
    },
    close: () => client.close(),
  };
}
