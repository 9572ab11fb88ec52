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
/// <param name="Submit">The commands that give all tasks to Slurm.</param>
public sealed record ShardModelOutput(
    string Role, string Name, string Fingerprint, long TokensToDecode, long TokensToProduce, long MemoryBytes, double? SecondsPerTask, string Script,
    IReadOnlyList<string> Submit);

/// <summary>A task that is done.</summary>
/// <param name="Plan">Seal of its plan.</param>
/// <param name="Task">Its number, from 0; null for a calibration.</param>
/// <param name="Models">What became of each model that was asked.</param>
/// <param name="Calibrations">How far apart the kinds of machine are that were calibrated so far, for each model.</param>
public sealed record ShardTaskOutput(
    string Plan, long? Task, IReadOnlyList<ShardTaskModelOutput> Models, IReadOnlyList<ShardCalibrationOutput> Calibrations);

/// <summary>How far apart the answers of several kinds of machine are about the same documents.</summary>
/// <param name="Role">The model's part in the run.</param>
/// <param name="Policies">How it was evaluated on each kind.</param>
/// <param name="Texts">Texts or windows that were compared, counted for each pair of kinds.</param>
/// <param name="Tokens">Tokens of these.</param>
/// <param name="LargestDifference">Of two log-probabilities of one token, absolute, nats; null before two kinds were compared.</param>
public sealed record ShardCalibrationOutput(string Role, IReadOnlyList<string> Policies, long Texts, long Tokens, double? LargestDifference);

/// <summary>What a task asked of a model.</summary>
/// <param name="Role">Its part in the run.</param>
/// <param name="WasDone">Whether it was done before, so that nothing was asked now.</param>
/// <param name="Restart">Number of the attempt that finished it, from 0.</param>
/// <param name="Texts">Texts or windows.</param>
/// <param name="Cached">Of these, known from earlier attempts.</param>
/// <param name="Failed">Of these, without an answer.</param>
/// <param name="Attempts">Continuations that were made.</param>
/// <param name="Tokens">Fed and produced.</param>
/// <param name="Seconds">That it took.</param>
/// <param name="Policy">How the model was evaluated.</param>
public sealed record ShardTaskModelOutput(
    string Role, bool WasDone, int Restart, long Texts, long Cached, long Failed, long Attempts, long Tokens, double Seconds, string Policy);

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
/// <param name="Missing">Failed and left ones, such as <c>3,7-9</c>; null for none.</param>
/// <param name="Submit">The commands that give these to Slurm.</param>
/// <param name="Texts">Texts of the done tasks.</param>
/// <param name="FailedTexts">Of these, without an answer.</param>
/// <param name="Tokens">Fed and produced by the done tasks.</param>
/// <param name="TokensPerSecond">Of a task, on average; null before one is done.</param>
/// <param name="SecondsLeft">Of all tasks to come, one after the other; null if that is not known.</param>
/// <param name="Policies">How the model was evaluated, each with its done tasks.</param>
/// <param name="Calibration">How far apart kinds of machine are; null if none was calibrated.</param>
/// <param name="Problems">Why tasks failed, one sentence each.</param>
public sealed record ShardProgressOutput(
    string Role, int Done, int Running, int Failed, int Left, string? Missing, IReadOnlyList<string> Submit, long Texts, long FailedTexts, long Tokens,
    double? TokensPerSecond, double? SecondsLeft, IReadOnlyList<ShardPolicyOutput> Policies, ShardCalibrationOutput? Calibration,
    IReadOnlyList<ShardProblemOutput> Problems);

/// <summary>How a model was evaluated.</summary>
/// <param name="Policy">Engine, precision, processor.</param>
/// <param name="Tasks">Done tasks.</param>
public sealed record ShardPolicyOutput(string Policy, int Tasks);

/// <summary>Why a task failed.</summary>
/// <param name="Task">Its number, from 0.</param>
/// <param name="Reason">A sentence.</param>
public sealed record ShardProblemOutput(long Task, string Reason);
