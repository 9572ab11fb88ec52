using System.CommandLine;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>ask cloze</c>: which name is missing in a passage.</summary>
internal static class AskClozeCommand
{
    private static readonly Option<int> s_passages = NumberOption.Whole("--passages", "passages of a document at most", 1, 100);

    public static Command Create(CommandContext context) => AskOptions.Complete(
        context,
        new DetailedCommand(
            "cloze",
            "Ask for the proper name that is missing in passages (name cloze, Chang et al. 2023).",
            $$"""
            Example:
              mia-probe ask cloze --model chat.gguf --corpus novels.jsonl --passages 20

            Passages of 40 to 60 words with exactly one proper name are found by spelling:
            a capitalised word within a sentence that never occurs in lower case. The score
            is the share of names that are named exactly. Names of well-known works are
            known from many places besides the work itself: take controls that are as well
            known.

            {{AskOptions.Help}}
            """) { s_passages },
        [PromptSlot.NameCloze],
        needsParaphraser: false,
        (prompts, _, parsed) => (new NameCloze(prompts, parsed.GetValue(s_passages)), RunCommandLine.Option("--passages", parsed.GetValue(s_passages))));
}
