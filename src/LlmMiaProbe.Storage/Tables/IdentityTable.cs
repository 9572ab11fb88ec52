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
    // Answers to a few fixed texts are some 10 kB.
    private const int MostBytes = 4 << 20;

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
    public IReadOnlyList<EndpointIdentity> Read()
    {
        var identities = new List<EndpointIdentity>();
        for (var next = Next(long.MinValue); next is { } found; next = Next(found.Id))
        {
            identities.Add(found.Identity);
        }

        return identities;
    }

    /// <summary>The one that was met next; null after the last one.</summary>
    /// <exception cref="PrerequisiteException">It is not as it was kept, or larger than any that was.</exception>
    public (long Id, EndpointIdentity Identity)? Next(long after)
    {
        if (session.Rows(
            "SELECT id, octet_length(fingerprint) + octet_length(url) + octet_length(reported_model) + coalesce(octet_length(name), 0) "
            + "+ coalesce(octet_length(answers), 0) FROM endpoint_identities WHERE id > ?1 ORDER BY id LIMIT 1",
            row => (Id: row.Integer(0), Length: row.Integer(1)),
            after) is not [var next])
        {
            return null;
        }

        if (next.Length > MostBytes)
        {
            throw StoreErrors.Damaged(session.Location, $"what a model at an endpoint is known by has more than {MostBytes >> 20} MiB");
        }

        const string one = "SELECT fingerprint, url, reported_model, name, answers, made, binding FROM endpoint_identities WHERE id = ?1";
        return (next.Id, session.Rows(one, Read, next.Id).Single());
    }

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
