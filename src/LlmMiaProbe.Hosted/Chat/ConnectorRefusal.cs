using System.Net;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>What it means where the provider of a connector refuses a question, and what to do about it.</summary>
internal static class ConnectorRefusal
{
    /// <returns>Null if the refusal speaks for itself.</returns>
    public static ProbeException? Explain(EndpointSettings settings, EndpointException refusal)
    {
        var (model, url) = (settings.Model, settings.Url);
        bool Says(string words) => refusal.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
        return (settings.Connector, (HttpStatusCode?)refusal.Status) switch
        {
            (ConnectorKind.AzureOpenai, HttpStatusCode.NotFound) when refusal.Code == "DeploymentNotFound" => new ConfigurationException(
                $"--endpoint-model: {url} has no deployment '{model}' (404 {refusal.Code}): name one of the resource's deployments, "
                + "which need not be called as their models are; a new one takes some minutes to appear."),
            (ConnectorKind.AzureOpenai, HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
                when Says("api version") || Says("api-version") => new ConfigurationException(
                $"--api-version: {url} does not support {settings.ApiVersion} ({refusal.Status}): use a version that it does, or leave the option out."),
            (ConnectorKind.AzureOpenai, HttpStatusCode.NotFound) => new ConfigurationException(
                $"--endpoint: {url} knows no deployments in version {settings.ApiVersion} of the API (404): "
                + "expected an Azure OpenAI resource such as https://NAME.openai.azure.com; see whether it is one, and whether --api-version is right."),
            (ConnectorKind.Ollama, HttpStatusCode.NotFound) when Says("not found") => new PrerequisiteException(
                $"--endpoint-model: Ollama at {url} has no model '{model}': get it with `ollama pull {model}`, or name one that `ollama list` shows."),
            (ConnectorKind.Ollama, HttpStatusCode.NotFound) => new ConfigurationException(
                $"--endpoint: {url} has no /api/chat (404), so it is not Ollama: "
                + "expected its address, such as http://127.0.0.1:11434; for an OpenAI-compatible server use --connector openai."),
            _ => null,
        };
    }
}
