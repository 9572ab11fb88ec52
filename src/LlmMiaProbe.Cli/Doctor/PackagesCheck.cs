using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.LlamaSharp;

namespace LlmMiaProbe.Cli.Doctor;

/// <summary>Which versions of what others made are in this program.</summary>
internal sealed class PackagesCheck : IDoctorCheck
{
    public string Name => "packages";

    public DoctorFinding Run() => DoctorFinding.Ok(
        $"LLamaSharp {LlamaSharpEngine.PackageVersion}, Semantic Kernel {KernelChatModel.Version}, ML.Tokenizers {TiktokenTextTokenizer.Version}");
}
