using System.CommandLine;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>ask decop</c>: which of four passages is the verbatim one.</summary>
internal static class AskDecopCommand
{
    private static readonly Option<string> s_orders = ChoiceOption.Create(
        "--orders", "orders of the options: all 24, or 4 cyclic ones at a sixth of the cost", "24", "4");
    private static readonly Option<int> s_passages = NumberOption.Whole("--passages", "passages of a document at most", 1, 30);
    private static readonly Option<int> s_words = NumberOption.Whole("--words", "words of a passage", 1, 96);

    public static Command Create(CommandContext context) => AskOptions.Complete(
        context,
        new DetailedCommand(
            "decop",
            "Ask which of four passages is verbatim, the others being paraphrases (DE-COP, Duarte et al. 2024).",
            $$"""
            Example:
              mia-probe ask decop --model chat.gguf --paraphraser writer.gguf \
                --corpus suspects.jsonl --non-members controls.jsonl --dry-run

            A model that you name writes three paraphrases of each passage; they stay in the
            store. Each passage is asked about in every order of the options, so that a
            preferred letter earns nothing. Where the model reports log-probabilities, the
            score is the probability of the right letter among the four, else the share of
            right answers; 1/4 by chance. A model may prefer human text to paraphrases
            without knowing it: only the comparison with control documents of the same kind
            counts. The title in the question is the field title of a document, else its
            group.

            {{AskOptions.Help}}
            """) { s_orders, s_passages, s_words },
        [PromptSlot.DecopQuestion, PromptSlot.DecopParaphrase],
        needsParaphraser: true,
        (prompts, settings, parsed) => (
            new DeCop(prompts, parsed.GetValue(s_orders) == "4" ? 4 : 24, parsed.GetValue(s_words), parsed.GetValue(s_passages), settings.Run.Seed),
            RunCommandLine.Option("--orders", parsed.GetValue(s_orders))
                + RunCommandLine.Option("--passages", parsed.GetValue(s_passages))
                + RunCommandLine.Option("--words", parsed.GetValue(s_words))));
}
