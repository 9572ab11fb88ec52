using LlmMiaProbe.Evidence;


namespace LlmMiaProbe.Defences;

/// <summary>A window before a filter of the output.</summary>
/// <param name="Cut">Its tokens; null if no defence asks for them.</param>
/// <param name="Output">The characters of its suffix; empty if no defence asks for them.</param>
/// <param name="Listed">What the filter looks for.</param>
public sealed record FilteredWindow(ExtractionWindow? Cut, string Output, ListedTexts Listed);
