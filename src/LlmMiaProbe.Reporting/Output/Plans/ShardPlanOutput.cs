namespace LlmMiaProbe.Reporting;

/// <summary>A run cut into tasks.</summary>
/// <param name="Folder">Where the plan is.</param>
/// <param name="Seal">Its SHA-256.</param>
/// <param name="Tasks">How many, numbered from 0.</param>
/// <param name="Documents">Of the run.</param>
/// <param name="Models">That each task asks, one after the other.</param>
/// <param name="Merge">The command that brings the answers together.</param>
/// <param name="Finish">The command that makes the result of them.</param>
public sealed record ShardPlanOutput(
    string Folder, string Seal, int Tasks, long Documents, IReadOnlyList<ShardModelOutput> Models, string Merge, string Finish);

/// <summary>A model that tasks ask.</summary>
/// <param name="Role">Its part in the run.</param>
/// <param name="Name">Its name.</param>
/// <param name="Fingerprint">Its identity.</param>
/// <param name="TokensToDecode">In all tasks.</param>
/// <param name="TokensToProduce">In all tasks, at most.</param>
/// <param name="MemoryBytes">Of the machine, estimated.</param>
/// <param name="SecondsPerTask">At the pace that was timed; null if nothing was.</param>
/// <param name="Script">For Slurm, a file in the folder.</param>
public sealed record ShardModelOutput(
    string Role, string Name, string Fingerprint, long TokensToDecode, long TokensToProduce, long MemoryBytes, double? SecondsPerTask, string Script);

/// <summary>How far the tasks of a plan are.</summary>
/// <param name="Folder">Where the plan is.</param>
/// <param name="Tasks">How many there are for each model.</param>
/// <param name="Models">How far each is.</param>
/// <param name="Merge">The command that brings the answers together.</param>
/// <param name="Finish">The command that makes the result of them.</param>
public sealed record ShardStatusOutput(string Folder, int Tasks, IReadOnlyList<ShardProgressOutput> Models, string Merge, string Finish);

/// <summary>How far the tasks of one model are.</summary>
/// <param name="Role">Its part in the run.</param>
/// <param name="Done">Tasks that are done.</param>
/// <param name="Running">Tasks that somebody works on, as far as this machine can tell.</param>
/// <param name="Failed">Tasks that ended with an error.</param>
/// <param name="Left">Tasks that nobody began, or that were stopped.</param>
/// <param name="Missing">Failed and left ones as Slurm takes them, such as <c>3,7-9</c>; null for none.</param>
/// <param name="Texts">Texts of the done tasks.</param>
/// <param name="FailedTexts">Of these, without an answer.</param>
/// <param name="Tokens">Fed and produced by the done tasks.</param>
/// <param name="TokensPerSecond">Of a task, on average; null before one is done.</param>
/// <param name="SecondsLeft">Of all tasks to come, one after the other; null if that is not known.</param>
/// <param name="Policies">How the model was evaluated, each with its done tasks.</param>
/// <param name="Problems">Why tasks failed, one sentence each.</param>
public sealed record ShardProgressOutput(
    string Role, int Done, int Running, int Failed, int Left, string? Missing, long Texts, long FailedTexts, long Tokens, double? TokensPerSecond,
    double? SecondsLeft, IReadOnlyList<ShardPolicyOutput> Policies, IReadOnlyList<ShardProblemOutput> Problems);

/// <summary>How a model was evaluated.</summary>
/// <param name="Policy">Engine, precision, processor.</param>
/// <param name="Tasks">Done tasks.</param>
public sealed record ShardPolicyOutput(string Policy, int Tasks);

/// <summary>Why a task failed.</summary>
/// <param name="Task">Its number, from 0.</param>
/// <param name="Reason">A sentence.</param>
public sealed record ShardProblemOutput(long Task, string Reason);
