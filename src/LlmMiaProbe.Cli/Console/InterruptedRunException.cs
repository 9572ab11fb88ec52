namespace LlmMiaProbe.Cli.Console;

/// <summary>A run was interrupted. The message says how to go on with it.</summary>
internal sealed class InterruptedRunException(string message, Exception inner) : OperationCanceledException(message, inner);
