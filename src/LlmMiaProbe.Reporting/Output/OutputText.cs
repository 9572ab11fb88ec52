using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmMiaProbe.Reporting;

/// <summary>What <c>--output json</c> prints: indented, text as it reads.</summary>
public static class OutputText
{
    // For terminals and files: inside of HTML the report encodes by itself.
    private static readonly OutputContext s_context = new(
        new JsonSerializerOptions(OutputContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The same as options, for what is a node already.</summary>
    internal static JsonSerializerOptions Options => s_context.Options;

    /// <typeparam name="T">One of the types that <see cref="OutputContext"/> names.</typeparam>
    public static string Of<T>(T output) => JsonSerializer.Serialize(output, typeof(T), s_context);

    /// <inheritdoc cref="Of{T}" path="/typeparam"/>
    internal static JsonNode? ToNode<T>(T output) => JsonSerializer.SerializeToNode(output, typeof(T), s_context);
}
