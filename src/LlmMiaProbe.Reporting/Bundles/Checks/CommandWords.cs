using System.Text;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>The words of a command line as <see cref="RunCommandLine"/> writes it: parts in single quotes, and a backslash before a quote.</summary>
internal static class CommandWords
{
    public static IReadOnlyList<string> Split(string command)
    {
        var (words, word, isQuoted, isWord) = (new List<string>(), new StringBuilder(), false, false);
        for (var i = 0; i < command.Length; i++)
        {
            var character = command[i];
            if (character == '\'')
            {
                (isQuoted, isWord) = (!isQuoted, true);
            }
            else if (character == '\\' && !isQuoted && i + 1 < command.Length)
            {
                word.Append(command[++i]);
                isWord = true;
            }
            else if (character == ' ' && !isQuoted)
            {
                End();
            }
            else
            {
                word.Append(character);
                isWord = true;
            }
        }

        End();
        return words;

        void End()
        {
            if (isWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            isWord = false;
        }
    }
}
