namespace LlmMiaProbe.Extraction;

/// <summary>Coverage of the part of a document that a model is said to be trained on, and of the rest, in characters.</summary>
/// <param name="Inside">Covered by a suffix.</param>
/// <param name="InsideAtLeast">Of these, with at least the probability asked for.</param>
/// <param name="Outside">Covered by a suffix.</param>
/// <param name="OutsideAtLeast">Of these, with at least the probability asked for.</param>
public readonly record struct TrainedCoverage(int Inside, int InsideAtLeast, int Outside, int OutsideAtLeast)
{
    public double InsideShare => Inside == 0 ? 0 : (double)InsideAtLeast / Inside;

    public double OutsideShare => Outside == 0 ? 0 : (double)OutsideAtLeast / Outside;
}
