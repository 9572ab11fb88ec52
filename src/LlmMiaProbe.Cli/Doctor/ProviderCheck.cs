using LlmMiaProbe.Cli.Providers;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether a provider is built in; nothing is wrong if it is not.</summary>
internal sealed class ProviderCheck(Provider provider) : IDoctorCheck
{
    public string Name => "provider";

    public DoctorFinding Run() => DoctorFinding.Ok(provider.Found);
}
