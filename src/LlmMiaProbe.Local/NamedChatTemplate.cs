using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Local.Gguf;

namespace LlmMiaProbe.Local;

/// <summary>
/// A chat template that llama.cpp knows. That of a model's file is text from anywhere: llama.cpp recognises it by what it holds and executes
/// nothing of it.
/// </summary>
public sealed class NamedChatTemplate : IChatTemplate
{
    private const string Key = "tokenizer.chat_template";

    private readonly ILlamaEngine _engine;

    private NamedChatTemplate(ILlamaEngine engine, string name, string text, bool isOwn)
    {
        (_engine, Name, IsOwn) = (engine, name, isOwn);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    public string Name { get; }

    public bool IsOwn { get; }

    public string Sha256 { get; }

    /// <param name="engine">Knows templates.</param>
    /// <param name="name">As the user gave it.</param>
    /// <exception cref="ConfigurationException">The engine knows no such template.</exception>
    public static NamedChatTemplate Named(ILlamaEngine engine, string name)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return engine.ChatTemplates.Contains(name, StringComparer.Ordinal)
            ? new NamedChatTemplate(engine, name, name, isOwn: false)
            : throw new ConfigurationException(
                $"--chat-template {name} is no template that this program knows: expected auto, none, or one of {Names(engine)}.");
    }

    /// <summary>The template of a model's file.</summary>
    /// <param name="engine">Knows templates.</param>
    /// <param name="path">A GGUF, or the first of its shards.</param>
    /// <exception cref="ConfigurationException">The file has none, or one that the engine does not know.</exception>
    public static NamedChatTemplate Of(ILlamaEngine engine, string path)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var file = Path.GetFileName(path);
        if (GgufModel.Open(path).Metadata.Text(Key) is not { Length: > 0 } text)
        {
            throw new ConfigurationException(
                $"The corpus holds chat records, and {file} has no chat template (no '{Key}'): add --chat-template NAME with the one that the model was "
                + $"fine-tuned with (one of {Names(engine)}), or --chat-template none if it saw the contents alone.");
        }

        // A text that is the name of a template is none, and a NUL would end it.
        return !text.Contains('\0', StringComparison.Ordinal) && text.Contains('{', StringComparison.Ordinal) && NameOf(engine, text) is { } name
            ? new NamedChatTemplate(engine, name, text, isOwn: true)
            : throw new ConfigurationException(
                $"The chat template in {file} ('{Key}', {text.Length} characters) is none that this program knows: add --chat-template NAME with one that "
                + $"writes the same ({Names(engine)}), or --chat-template none to score the contents without one.");
    }

    public string Render(IReadOnlyList<(string Role, string Content)> turns) =>
        _engine.ApplyChatTemplate(Name, turns) ?? throw new ModelException($"the chat template {Name} cannot write the conversation");

    private static string Names(ILlamaEngine engine) => string.Join(", ", engine.ChatTemplates.Order(StringComparer.Ordinal));

    /// <summary>The first of the known templates that writes conversations as a text does; null if the text is not recognised.</summary>
    private static string? NameOf(ILlamaEngine engine, string text)
    {
        IReadOnlyList<(string, string)>[] probes =
        [
            [("user", " Aq "), ("assistant", " Bq "), ("user", "Cq"), ("assistant", "Dq")],
            [("system", " Sq "), ("user", "Aq"), ("assistant", " Bq "), ("user", "Cq"), ("assistant", "Dq")],
            [("tool", "Tq"), ("user", "Aq")],
        ];
        var written = Array.ConvertAll(probes, probe => engine.ApplyChatTemplate(text, probe));
        return Array.Exists(written, one => one is null) ? null
            : engine.ChatTemplates.FirstOrDefault(
                name => probes.Zip(written).All(pair => engine.ApplyChatTemplate(name, pair.First) == pair.Second));
    }
}
