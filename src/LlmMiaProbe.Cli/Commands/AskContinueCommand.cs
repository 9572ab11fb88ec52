using System.CommandLine;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>ask continue</c>: how far a model goes on with documents when asked to, turn after turn.</summary>
internal static class AskContinueCommand
{
    private static readonly Option<int> s_givenWords = NumberOption.Whole("--given-words", "words of a document that are given", 1, 50);
    private static readonly Option<int> s_turns = NumberOption.Whole("--turns", "requests of a document at most", 1, 4);
    private static readonly Option<int> s_replyTokens = NumberOption.Whole("--reply-tokens", "tokens of a reply at most", 1, 512);

    public static Command Create(CommandContext context) => AskOptions.Complete(
        context,
        new DetailedCommand(
            "continue",
            "Ask a model to continue documents, turn after turn, and measure how much of them comes.",
            $$"""
            Example:
              mia-probe ask continue --model chat.gguf --corpus works.jsonl --turns 8

            The score is nv-recall: the share of what follows the given words that comes in
            long, nearly verbatim passages (Ahmed et al. 2026). Given text, and given text
            that a reply repeats, never counts. A chat ends when the model declines, says
            that it does not know, or has produced as many words as the document has left;
            these endings are counted apart. Nothing is done to talk it out of a refusal.

            {{AskOptions.Help}}
            """) { s_givenWords, s_turns, s_replyTokens },
        [PromptSlot.ContinueFirst, PromptSlot.ContinueNext],
        needsParaphraser: false,
        (prompts, _, parsed) => (
            new IterativeContinuation(prompts, parsed.GetValue(s_givenWords), parsed.GetValue(s_turns), parsed.GetValue(s_replyTokens)),
            RunCommandLine.Option("--given-words", parsed.GetValue(s_givenWords))
                + RunCommandLine.Option("--turns", parsed.GetValue(s_turns))
                + RunCommandLine.Option("--reply-tokens", parsed.GetValue(s_replyTokens))));
}
