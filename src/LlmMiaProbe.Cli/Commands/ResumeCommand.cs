using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>resume</c>: goes on with a run under its stored settings.</summary>
internal static class ResumeCommand
{
    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Optional("number or name of the run; the latest unfinished one if left out");
        var command = new DetailedCommand(
            "resume",
            "Go on with a run that was interrupted, killed or stopped by a full disk.",
            """
            Examples:
              mia-probe resume
              mia-probe resume 3 --store other.db
              mia-probe resume 3 --endpoint https://host/v1 --api-key-env VAR

            What is scored is not scored again; a run that is finished is left as it is. A
            run that asks an endpoint goes on only if its address and where the key is are
            said again, since a store may come from anybody.
            """) { run };
        SettingOptions.AddTo(command, SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory)), SettingGroup.Output);
        SettingOptions.AddTo(
            command,
            SettingGroup.Endpoint.Only(
                nameof(EndpointSection.Url),
                nameof(EndpointSection.ApiKeyVariable),
                nameof(EndpointSection.ApiKeyFile),
                nameof(EndpointSection.AzureSignIn),
                nameof(EndpointSection.AllowHttp)));
        GateOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            return new ProbeSession(context, settings, GateOptions.Session(context, settings, parsed)).ResumeAsync(parsed.GetValue(run), cancellationToken);
        });
        return command;
    }
}
