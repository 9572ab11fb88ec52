namespace LlmMiaProbe.Cli.Lab;

/// <summary>Why a training process stopped.</summary>
/// <param name="ExitCode">What the command returns for it.</param>
/// <param name="Message">The sentence.</param>
internal sealed record TrainingFailure(int ExitCode, string Message)
{
    public static TrainingFailure Of(ProbeException error) =>
        new(error is ConfigurationException ? Console.ExitCodes.Usage : Console.ExitCodes.Prerequisite, error.Message);

    public ProbeException ToException() => ExitCode == Console.ExitCodes.Usage ? new ConfigurationException(Message) : new ModelException(Message);
}
