namespace LlmMiaProbe.Extraction;

/// <summary>How many windows of a document have an answer, and why others have none.</summary>
internal sealed class MeasuredWindows
{
    // A tokenizer that is not the model's shows at once; asking about the rest would cost and say the same.
    public const int MostUnmeasuredAtFirst = 20;

    private int _measured;
    private int _unmeasured;
    private string? _why;

    public bool HasMeasured => _measured > 0;

    /// <param name="whyNot">Null for a window with an answer.</param>
    public void Add(string? whyNot)
    {
        if (whyNot is null)
        {
            _measured++;
        }
        else
        {
            _unmeasured++;
            _why ??= whyNot;
        }
    }

    /// <summary>Why the document has no measure; null if it has one, or may have.</summary>
    /// <param name="isComplete">Whether no more windows follow.</param>
    public string? WhyNone(bool isComplete) => _measured == 0 && _unmeasured > (isComplete ? 0 : MostUnmeasuredAtFirst)
        ? $"none of {(isComplete ? "its" : "the first")} {_unmeasured} windows could be measured; the first because {_why}"
        : null;
}
