using System.CommandLine;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>ask guided</c>: whether naming the source brings a completion closer to the true one.</summary>
internal static class AskGuidedCommand
{
    private const int MeanResamples = 10_000;

    private static readonly Option<int> s_words = NumberOption.Whole(
        "--words", "words of the passage that is cut in two; of a longer document the middle one is taken", 1, 200);
    private static readonly Option<int> s_replyTokens = NumberOption.Whole("--reply-tokens", "tokens of a completion at most", 1, 256);

    public static Command Create(CommandContext context) => AskOptions.Complete(
        context,
        new DetailedCommand(
            "guided",
            "Compare completions with and without the name of the source (Golchin and Surdeanu 2023).",
            $$"""
            Example:
              mia-probe ask guided --model chat.gguf --corpus benchmark.jsonl

            A passage of each document is cut at random after 40% to 70% of its words and
            completed twice, once told where it is from. The score is how much closer to the
            true rest the first one is, in ROUGE-L (F1) and in BLEU. The source is the field
            title of a document, else its group: without either the two instructions
            hardly differ. Mean differences of each set have an interval and a one-sided
            p-value from 10,000 bootstrap resamples of documents.

            {{AskOptions.Help}}
            """) { s_words, s_replyTokens },
        [PromptSlot.Guided, PromptSlot.General],
        needsParaphraser: false,
        (prompts, settings, parsed) => (
            new GuidedInstruction(prompts, parsed.GetValue(s_words), MeanResamples, parsed.GetValue(s_replyTokens), settings.Run.Seed),
            RunCommandLine.Option("--words", parsed.GetValue(s_words)) + RunCommandLine.Option("--reply-tokens", parsed.GetValue(s_replyTokens))));
}
