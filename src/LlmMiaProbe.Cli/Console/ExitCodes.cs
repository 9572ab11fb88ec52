namespace LlmMiaProbe.Cli.Console;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    public const int Bug = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Something needed is missing: a file, a native library, space, permission.</summary>
    public const int Prerequisite = 3;

    /// <summary>Finished, but some documents failed.</summary>
    public const int DocumentsFailed = 4;

    /// <summary>A gate that was asked for did not hold.</summary>
    public const int GateFailed = 5;

    /// <summary>Ended by Ctrl+C (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM (128 + SIGTERM).</summary>
    public const int Terminated = 143;
}
