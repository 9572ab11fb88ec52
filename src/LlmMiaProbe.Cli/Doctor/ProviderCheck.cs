using LlmMiaProbe.Cli.Providers;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Whether a provider is built in; nothing is wrong if it is not and nobody asked for it.</summary>
/// <param name="provider">Which.</param>
/// <param name="isAsked">Whether the settings need it.</param>
internal sealed class ProviderCheck(Provider provider, bool isAsked) : IDoctorCheck
{
    public string Name => "provider";

    public DoctorFinding Run() => isAsked && provider.Version is null
        ? DoctorFinding.Fail(provider.Found, "The settings ask for it: build it in, or take back what asks for it.")
        : DoctorFinding.Ok(provider.Found);
}
