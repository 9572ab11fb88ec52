using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmMiaProbe.Reporting;

/// <summary>What <c>--output json</c> prints: indented, text as it reads.</summary>
public static class OutputText
{
    // For terminals and files: inside of HTML the report encodes by itself.
    private static readonly OutputContext s_context = new(
        new JsonSerializerOptions(OutputContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <typeparam name="T">One of the types that <see cref="OutputContext"/> names.</typeparam>
    public static string Of<T>(T output) => Of(output, typeof(T));

    internal static string Of(object? output, Type type) => JsonSerializer.Serialize(output, type, s_context);
}
