using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

/// <summary>The files of the folder Foreign, which its README tells of.</summary>
internal static class ForeignFile
{
    public static string PathOf(string name) => RepositoryFolder.PathOf("tests", "LlmMiaProbe.Core.Tests", "Corpora", "Foreign", name);
}
