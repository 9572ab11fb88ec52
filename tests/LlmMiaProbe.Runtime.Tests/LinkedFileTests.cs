using System.Security.Cryptography;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Runtime.Tests;

public sealed class LinkedFileTests
{
    [Fact]
    public void A_link_has_the_hash_of_all_of_the_file_behind_it()
    {
        using var folder = new TemporaryFolder();
        var model = Path.Combine(folder.Path, "a-model-with-a-name-that-is-longer-than-its-link.gguf");
        new RandomLlamaModel().Save(model);
        var link = Path.Combine(folder.Path, "l.gguf");
        File.CreateSymbolicLink(link, model);
        var further = Path.Combine(folder.Path, "further.gguf");
        File.CreateSymbolicLink(further, link);

        var expected = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)));
        Assert.Equal([expected, expected, expected], new[] { model, link, further }.Select(new FileHasher(null, null).Hash));
    }
}
