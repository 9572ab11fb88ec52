namespace LlmMiaProbe;

/// <summary>Something the work needs is missing (file, native library, space, permission). The message says how to get it.</summary>
public sealed class PrerequisiteException(string message, Exception? inner = null) : ProbeException(message, inner);
