using LlmMiaProbe.Cli.Providers;
using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether llama.cpp loads, has the expected layout and finds its compute backends.</summary>
internal sealed class NativeLibraryCheck(ModelEngine engine, string? directory) : IDoctorCheck
{
    public string Name => "llama.cpp";

    public DoctorFinding Run()
    {
        var loaded = Engines.Load(engine, directory);
        var library = loaded as LlamaLibrary;
        var found = $"{library?.Version ?? loaded.Identity} in {loaded.Directory}, parameter layout verified · devices: {string.Join(", ", loaded.Devices)}";
        return library?.IdleBackends is { Count: > 0 } idle ? DoctorFinding.Warn(found, string.Join('\n', idle)) : DoctorFinding.Ok(found);
    }
}
