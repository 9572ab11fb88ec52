using LlmMiaProbe.LlamaCpp;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether llama.cpp loads, has the expected layout and finds a compute backend.</summary>
internal sealed class NativeLibraryCheck(string? directory) : IDoctorCheck
{
    public string Name => "llama.cpp";

    public DoctorFinding Run()
    {
        var library = LlamaLibrary.Load(directory);
        return DoctorFinding.Ok($"{library.Version} in {library.Directory}, parameter layout verified · devices: {string.Join(", ", library.Devices)}");
    }
}
