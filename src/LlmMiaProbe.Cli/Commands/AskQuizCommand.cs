using System.CommandLine;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>ask quiz</c>: the original among passages with words replaced.</summary>
internal static class AskQuizCommand
{
    private static readonly Option<int> s_passages = NumberOption.Whole("--passages", "passages of a document at most", 1, 1);
    private static readonly Option<int> s_words = NumberOption.Whole("--words", "words of a passage", 1, 64);

    public static Command Create(CommandContext context) => AskOptions.Complete(
        context,
        new DetailedCommand(
            "quiz",
            "Ask for the original among rewritten passages, or none (Data Contamination Quiz, Golchin and Surdeanu 2023).",
            $$"""
            Example:
              mia-probe ask quiz --model chat.gguf --paraphraser writer.gguf \
                --members known.jsonl --non-members controls.jsonl

            A model that you name replaces words in four copies of each passage. First a
            quiz of four such copies shows which letters the model prefers when none is
            right; then the original stands on each place that it does not prefer, and the
            score is what remains of its right choices beyond that preference, as in Cohen's
            kappa: 1 if all are right, 0 at chance. The preference is measured over all
            documents together.

            {{AskOptions.Help}}
            """) { s_passages, s_words },
        [PromptSlot.QuizQuestion, PromptSlot.QuizRewrite],
        needsParaphraser: true,
        (prompts, settings, parsed) => (
            new ContaminationQuiz(prompts, parsed.GetValue(s_words), parsed.GetValue(s_passages), settings.Run.Seed),
            RunCommandLine.Option("--passages", parsed.GetValue(s_passages)) + RunCommandLine.Option("--words", parsed.GetValue(s_words))));
}
