namespace LlmMiaProbe;

/// <summary>Something the work needs is missing (file, native library, space, permission). The message says how to get it.</summary>
public sealed class PrerequisiteException : ProbeException
{
    public PrerequisiteException(string message, Exception? inner = null)
        : base(message, inner) => Reason = message;

    /// <param name="reason">What is missing and how to mend it.</param>
    /// <param name="goOn">What a run that has begun goes on with from there, as the rest of the message.</param>
    /// <param name="inner">What stopped it, or null.</param>
    public PrerequisiteException(string reason, string goOn, Exception? inner)
        : base(reason + goOn, inner) => Reason = reason;

    /// <summary>The message without what a run goes on with.</summary>
    public string Reason { get; }
}
