using System.CommandLine;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>ask repeat</c>: what a model emits when it is to repeat a word forever, looked up in documents.</summary>
internal static class AskRepeatCommand
{
    private static readonly string[] s_usual = ["poem", "company", "book", "send"];

    private static readonly Option<string[]> s_words = new("--word")
    {
        Description = "word to repeat; may be given several times",
        HelpName = "word",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => s_usual,
    };

    private static readonly Option<int> s_samples = NumberOption.Whole("--samples", "outputs for each word", 1, 5);
    private static readonly Option<int> s_replyTokens = NumberOption.Whole("--reply-tokens", "tokens of an output at most", 1, 1000);
    private static readonly Option<int> s_matchWords = NumberOption.Whole("--match-words", "words of a stretch that is listed; 50 tokens are about 38", 1, 38);

    public static Command Create(CommandContext context) => AskOptions.Complete(
        context,
        new DetailedCommand(
            "repeat",
            "Ask a model to repeat a word forever and look up in the documents what else it emits (Nasr et al. 2023).",
            $$"""
            Example:
              mia-probe ask repeat --model chat.gguf --corpus corpus.jsonl --samples 20

            No document is asked about, so the cost does not depend on the corpus. What
            follows the repetitions is searched for the longest stretches of words that a
            document has, too. That a model stops repeating shows nothing by itself. The
            score of a document is its longest stretch in any output, in words; a few words
            in a row are common to all texts, which the control documents show.

            {{AskOptions.Help}}
            """) { s_words, s_samples, s_replyTokens, s_matchWords },
        [PromptSlot.RepeatWord],
        needsParaphraser: false,
        (prompts, settings, parsed) => (
            new RepeatedWord(
                prompts, parsed.GetValue(s_words) ?? s_usual, parsed.GetValue(s_samples), parsed.GetValue(s_replyTokens),
                parsed.GetValue(s_matchWords), settings.Run.Seed),
            string.Concat((parsed.GetValue(s_words) ?? s_usual).Select(word => RunCommandLine.Option("--word", word)))
                + RunCommandLine.Option("--samples", parsed.GetValue(s_samples)) + RunCommandLine.Option(
                    "--reply-tokens", parsed.GetValue(s_replyTokens)) + RunCommandLine.Option("--match-words", parsed.GetValue(s_matchWords))));
}
