namespace LlmMiaProbe.Probing;

/// <summary>What lines that cannot be read, and files of folders that are not read, mean for a run that finishes.</summary>
public enum UnreadablePolicy
{
    /// <summary>They are counted and named.</summary>
    Skip,

    /// <summary>They count like documents that failed.</summary>
    Fail,
}
