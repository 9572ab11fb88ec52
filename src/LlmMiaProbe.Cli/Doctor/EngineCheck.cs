using LlmMiaProbe.Models;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether an engine loads, has the expected layout and finds its compute backends.</summary>
/// <param name="engine">Which.</param>
/// <param name="isChosen">Whether models are evaluated with it; the other one is only needed for what it alone can do.</param>
/// <param name="report">Loads it.</param>
internal sealed class EngineCheck(ModelEngine engine, bool isChosen, Func<EngineReport> report) : IDoctorCheck
{
    public string Name => Engines.NameOf(engine);

    private string Purpose => engine == ModelEngine.LlamaCpp
        ? "trains (mia-probe lab), and loads architectures that LLamaSharp's release lacks (--engine llama-cpp)"
        : "scores and generates, the default";

    public DoctorFinding Run()
    {
        var loaded = report();
        if (loaded.Failure is { } reason)
        {
            return isChosen
                ? DoctorFinding.Fail("cannot be used", reason)
                : DoctorFinding.Warn("cannot be used", $"{reason} Everything else works without it: it {Purpose}.");
        }

        var found = $"{loaded.Identity} in {loaded.Directory}, parameter layout verified · devices: {string.Join(", ", loaded.Devices)} · {Purpose}";
        return loaded.IdleBackends is { Count: > 0 } idle ? DoctorFinding.Warn(found, string.Join('\n', idle)) : DoctorFinding.Ok(found);
    }
}
