namespace LlmMiaProbe;

/// <summary>An option or setting is wrong. The message names it, where it came from and the allowed values.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : ProbeException(message, inner);
