using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Models;
using LlmMiaProbe.Storage.Payloads;
using LlmMiaProbe.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Models at endpoints, and what they answered when they were first met.</summary>
internal sealed class IdentityTable(StoreSession session)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>One that is there keeps what it is; only a name is added.</summary>
    public void Keep(EndpointIdentity identity)
    {
        var (url, made) = (identity.Url.ToString(), TimeText.Write(identity.Made));
        var answers = identity.Answers is null ? null : JsonSerializer.Serialize(identity.Answers, s_options);
        session.Execute(
            """
            INSERT INTO endpoint_identities (fingerprint, url, reported_model, name, access, answers, made, binding) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (fingerprint) DO UPDATE SET name = coalesce(name, excluded.name)
            """,
            identity.Fingerprint,
            url,
            identity.ReportedModel,
            identity.Name,
            identity.Answers?.Kind.ToString(),
            answers,
            made,
            Bindings.OfIdentity(identity.Fingerprint, url, identity.ReportedModel, answers, made));
    }

    /// <summary>Takes a model of another store; what it answered there is held against nothing, since an endpoint may move.</summary>
    public void Take(EndpointIdentity identity, MergeTally tally)
    {
        if (session.Scalar("SELECT 1 FROM endpoint_identities WHERE fingerprint = ?1", identity.Fingerprint) is null)
        {
            tally.Add();
        }
        else
        {
            tally.Know();
        }

        Keep(identity);
    }

    /// <summary>In the order in which they were first met.</summary>
    public IReadOnlyList<EndpointIdentity> Read() =>
        session.Rows("SELECT fingerprint, url, reported_model, name, answers, made, binding FROM endpoint_identities ORDER BY id", Read);

    private EndpointIdentity Read(SqliteDataReader row)
    {
        var answers = row.IsDBNull(4) ? null : row.Text(4);
        if (!Bindings.OfIdentity(row.Text(0), row.Text(1), row.Text(2), answers, row.Text(5)).AsSpan().SequenceEqual(row.Bytes(6)))
        {
            throw StoreErrors.Damaged(session.Location, $"what the model {row.Text(2)} at an endpoint is known by is not what was kept");
        }

        try
        {
            return new EndpointIdentity
            {
                Fingerprint = row.Text(0),
                Url = new Uri(row.Text(1)),
                ReportedModel = row.Text(2),
                Name = row.IsDBNull(3) ? null : row.Text(3),
                Answers = answers is null ? null : JsonSerializer.Deserialize<EndpointAnswers>(answers, s_options),
                Made = TimeText.Read(row.Text(5)),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw StoreErrors.Damaged(session.Location, $"what the model {row.Text(2)} at an endpoint is known by cannot be read");
        }
    }
}
