using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Extraction;

/// <summary>Cuts texts into windows for one model.</summary>
internal interface IWindowPlan
{
    /// <summary>The windows in order of their starts, streamed.</summary>
    /// <exception cref="ModelException">The tokenizer rejects the text, or its tokens do not spell it.</exception>
    IEnumerable<ExtractionWindow> Plan(string text);
}
