using System.Globalization;

namespace LlmMiaProbe.Runtime;

/// <summary>Holds the numbers of options to their ranges, which are those of the command line.</summary>
internal static class Ranges
{
    /// <exception cref="ConfigurationException">The number is out of its range.</exception>
    public static void Require(string option, double? value, double least, double most)
    {
        if (value is { } given && !(given >= least && given <= most))
        {
            throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{option} is {given}: use a number from {least} to {most}."));
        }
    }
}
