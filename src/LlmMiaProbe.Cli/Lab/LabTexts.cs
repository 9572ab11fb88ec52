using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Lab;
using LlmMiaProbe.LlamaCpp.Training;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>Documents as a model is trained on them: texts as they are, chat records as the chat template writes them, just as runs score them.</summary>
internal sealed class LabTexts
{
    private readonly IReadOnlyDictionary<string, Document> _documents;
    private readonly ConversationRenderer? _renderer;

    private LabTexts(IReadOnlyDictionary<string, Document> documents, ConversationRenderer? renderer, string? template) =>
        (_documents, _renderer, Template) = (documents, renderer, template);

    /// <summary>How chat records are put together; null without any.</summary>
    public TrainingChat? Chat => _renderer is null ? null : new TrainingChat(_renderer.Name, _renderer.Template?.Sha256);

    /// <summary>The template that was asked for; null for the model's own.</summary>
    public string? Template { get; }

    /// <summary>What a further command needs to put them together in the same way; empty for the model's own template.</summary>
    public string Option => Chat is null || Template is null ? "" : $" --chat-template {ShellText.Quote(Template)}";

    /// <param name="context">Of the command.</param>
    /// <param name="settings">Engine and chat template.</param>
    /// <param name="model">The GGUF whose template is used where the settings name none.</param>
    /// <param name="documents">By id.</param>
    /// <exception cref="ConfigurationException">A chat record cannot be put together, or there is no template for it.</exception>
    public static LabTexts Of(CommandContext context, ProbeSettings settings, string model, IReadOnlyDictionary<string, Document> documents)
    {
        if (documents.Values.All(document => document.Conversation is null))
        {
            return new LabTexts(documents, null, null);
        }

        var template = RunSettingsFactory.ChatTemplate(settings);
        using var models = new LocalModelProvider(
            settings.Llama.DirectoryOf, hashes: null, new StderrLogger(context.Terminal, settings.Output.Verbose), progress: null);
        var renderer = models.OpenTemplate(
            new RunSettings { Model = model, Corpora = [], Attacks = [], Engine = settings.Llama.Engine, ChatTemplate = template });
        return new LabTexts(documents.ToDictionary(pair => pair.Key, pair => Rendered(renderer, pair.Value), StringComparer.Ordinal), renderer, template);
    }

    /// <summary>As a model scores it.</summary>
    public Document Document(string id) => _documents[id];

    /// <summary>As a model is trained on it.</summary>
    public TrainingText Training(string id, int repetitions = 1) =>
        new(id, _documents[id].Text, repetitions, _documents[id].Rendered?.Mask);

    /// <summary>A line for people; null without chat records.</summary>
    public string? Sentence(LossTokens loss, LearnedTokens? learned)
    {
        if (_renderer is null)
        {
            return null;
        }

        var template = _renderer.Template is null ? "no template" : _renderer.Template.IsOwn ? $"{_renderer.Name} (the model's own)" : _renderer.Name;
        return $"{template}; loss on "
            + (loss == LossTokens.All ? "all tokens" : "what the assistant says")
            + (learned is null ? "" : $", {Figures.Count(learned.Learned)} of {Figures.Count(learned.All, "token")}")
            + (learned is { SkippedWindows: > 0 } ? $"; {Figures.Count(learned.SkippedWindows, "window")} without any left out" : "");
    }

    private static Document Rendered(ConversationRenderer renderer, Document document)
    {
        if (document.Conversation is not { } conversation)
        {
            return document;
        }

        var (text, whyNot) = renderer.Render(conversation);
        return text is not null
            ? document with { Text = text.Text, Rendered = text }
            : throw new ConfigurationException(
                $"{document.Origin}: the chat record {document.Id} cannot be put together ({whyNot}): take it out, or name another --chat-template.");
    }
}
