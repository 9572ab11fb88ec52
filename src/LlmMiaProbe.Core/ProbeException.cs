namespace LlmMiaProbe;

/// <summary>A failure that the user can act on. The message is one clear sentence: what was found, what was expected, what to do.</summary>
public abstract class ProbeException(string message, Exception? inner = null) : Exception(message, inner);
