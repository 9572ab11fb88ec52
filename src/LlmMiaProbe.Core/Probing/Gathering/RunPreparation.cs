using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>What the documents of a run decide before any of them is scored.</summary>
internal sealed class RunPreparation(RunSettings settings)
{
    private readonly TestRegister _tests = new(settings);
    private readonly DataHealthBuilder _health = new(settings.Seed);
    private readonly CalibrationOverlap? _overlap = settings.Calibration.Count > 0 ? new CalibrationOverlap() : null;

    /// <param name="document">A document of the run; those that calibrate come last.</param>
    /// <param name="calibrates">Whether it comes from a corpus that serves only as calibration.</param>
    /// <param name="normalised">Its text in the form of <see cref="NormalisedText"/>.</param>
    public void Add(Document document, bool calibrates, string normalised)
    {
        _tests.Add(document, calibrates, normalised);
        _health.Add(document, calibrates, normalised);
        _overlap?.Add(document, calibrates, normalised);
    }

    /// <exception cref="ConfigurationException">A calibration document is under test.</exception>
    public (TestDesign Design, DataHealth Health) Build(CancellationToken cancellationToken)
    {
        var (design, copies) = _tests.Build();
        _overlap?.RequireNone(design.Tested);
        return (design, _health.Build(design, copies, cancellationToken));
    }
}
