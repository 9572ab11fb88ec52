using LlmMiaProbe.Cli.Providers;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Tokenizers;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Which versions of what others made are in this program.</summary>
internal sealed class PackagesCheck : IDoctorCheck
{
    public string Name => "packages";

    public DoctorFinding Run() => DoctorFinding.Ok(
        $"LLamaSharp {LlamaSharpProvider.Version}, Semantic Kernel {KernelChatModel.Version}, ML.Tokenizers {TiktokenTextTokenizer.Version}");
}
