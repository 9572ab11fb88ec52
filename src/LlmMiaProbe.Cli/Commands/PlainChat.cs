using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>Chat records where a command takes them as plain texts, and says so.</summary>
internal static class PlainChat
{
    private const string Note = "Chat records are taken as the texts of their turns, without roles and without a chat template.";

    /// <summary>The documents of --corpus; the note comes before the first chat record.</summary>
    /// <inheritdoc cref="CorpusReader.Read(IReadOnlyList{CorpusSource}, Action{string})" path="/exception"/>
    public static IEnumerable<CorpusEntry> Read(CommandContext context, ProbeSettings settings) =>
        Told(CorpusReader.Read([.. settings.Run.Corpus.Select(path => settings.Run.Source(path))], context.Terminal.WriteNote), context);

    /// <inheritdoc cref="ProbeRunner.HoldsChatRecords" path="/exception"/>
    public static void Tell(CommandContext context, RunSettings run)
    {
        if (ProbeRunner.HoldsChatRecords(run))
        {
            context.Terminal.WriteNote(Note);
        }
    }

    private static IEnumerable<CorpusEntry> Told(IEnumerable<CorpusEntry> entries, CommandContext context)
    {
        var isTold = false;
        foreach (var entry in entries)
        {
            if (!isTold && entry.Document?.Conversation is not null)
            {
                context.Terminal.WriteNote(Note);
                isTold = true;
            }

            yield return entry;
        }
    }
}
