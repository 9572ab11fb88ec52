namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>What a server with a template of its own puts around a text.</summary>
internal static class OwnTemplate
{
    public const string Head = "<|user|>\n";
    public const string Tail = "\n<|assistant|>\n";
}
