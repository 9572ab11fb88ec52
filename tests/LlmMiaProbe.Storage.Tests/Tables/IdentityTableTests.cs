using LlmMiaProbe.Models;

namespace LlmMiaProbe.Storage.Tests.Tables;

public sealed class IdentityTableTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Who_was_met_is_kept_as_it_was_and_only_a_name_is_added()
    {
        var (known, unknown) = (Of("a", "production"), Of("b", null) with { Answers = null });
        using (var store = _folder.Open())
        {
            store.KeepEndpointIdentity(known with { Name = null });
            store.KeepEndpointIdentity(known with { ReportedModel = "another", Made = known.Made.AddDays(1) });
            store.KeepEndpointIdentity(known with { Name = "later" });
            store.KeepEndpointIdentity(unknown);
        }

        using var again = _folder.Open();
        Assert.Equal(2, again.ReadEndpointIdentities().Count);
        var read = again.ReadEndpointIdentities()[0];
        Assert.Equal(known with { Answers = null }, read with { Answers = null });
        Assert.Equal(AccessLevel.PromptLogProbs, read.Answers?.Kind);
        Assert.Equal((0.25, 0.1), (read.Answers?.Noise, read.Answers?.RoundingStep));
        Assert.Equal(["1", "2"], read.Answers?.Texts[0].Tokens);
        Assert.Equal([-1.5, -0.25], read.Answers?.Texts[0].LogProbs);
        Assert.Equal(unknown, again.ReadEndpointIdentities()[1]);
    }

    [Fact]
    public void What_was_edited_is_damage()
    {
        using (var store = _folder.Open())
        {
            store.KeepEndpointIdentity(Of("a", null));
        }

        _folder.Meddle("UPDATE endpoint_identities SET answers = '{'");
        using var again = _folder.Open();
        Assert.Contains("what the model m at an endpoint is known by is not what was kept", Assert.Throws<PrerequisiteException>(() => again.ReadEndpointIdentities()).Message, StringComparison.Ordinal);
    }

    private static EndpointIdentity Of(string fingerprint, string? name) => new()
    {
        Fingerprint = fingerprint,
        Url = new Uri("http://127.0.0.1:8000/v1"),
        ReportedModel = "m",
        Name = name,
        Answers = new EndpointAnswers(AccessLevel.PromptLogProbs, [new EndpointAnswer(["1", "2"], [-1.5, -0.25], null)], 0.25, 0.1),
        Made = new DateTimeOffset(2026, 12, 1, 1, 2, 3, TimeSpan.Zero),
    };
}
