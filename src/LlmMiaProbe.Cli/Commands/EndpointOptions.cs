using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The options of commands that take a model behind an endpoint.</summary>
internal static class EndpointOptions
{
    public const string Help =
        """
        Hosted models (--endpoint URL --endpoint-model NAME): the endpoint is asked
        first what it really returns ('mia-probe models inspect --endpoint' shows it).
        An attack that needs more is not applicable. The key comes from --api-key-env or
        --api-key-file and is never stored, logged or reported. A request fails for good
        after five attempts; if the endpoint is gone, the command stops, keeps what is
        done and says how to go on. Its chat is asked through Semantic Kernel:
        --connector openai for every OpenAI-compatible server, azure-openai (--endpoint
        https://NAME.openai.azure.com --endpoint-model DEPLOYMENT) or ollama (--endpoint
        http://127.0.0.1:11434), of which only the chat is asked. --azure-sign-in stands
        in for a key of Azure. --max-requests and --max-tokens bound a command, those
        first questions included. What is kept of a hosted model is kept under what it
        answers to three fixed texts: other weights behind the same address and name get
        none of it, and replicas share it by --endpoint-identity NAME. Without https,
        nothing goes to another machine unless --allow-http says so.
        """;

    /// <param name="command">Receives the options.</param>
    /// <param name="hasTokenBudget">False where --max-tokens already means the length of an output.</param>
    /// <param name="hasReference">False where nothing is compared with another model.</param>
    public static void AddTo(Command command, bool hasTokenBudget = true, bool hasReference = true)
    {
        var group = hasReference ? SettingGroup.Endpoint : SettingGroup.Endpoint.Without(nameof(EndpointSection.Reference));
        SettingOptions.AddTo(command, hasTokenBudget ? group : group.Without(nameof(EndpointSection.MaxTokens)));
    }
}
