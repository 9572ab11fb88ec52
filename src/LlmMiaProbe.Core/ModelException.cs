namespace LlmMiaProbe;

/// <summary>A model could not be loaded or evaluated. The message names the model and, where there is one, the document.</summary>
public sealed class ModelException(string message, Exception? inner = null) : ProbeException(message, inner);
