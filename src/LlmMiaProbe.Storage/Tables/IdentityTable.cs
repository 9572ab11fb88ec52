using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Models;
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
    public void Keep(EndpointIdentity identity) => session.Execute(
        """
        INSERT INTO endpoint_identities (fingerprint, url, reported_model, name, access, answers, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (fingerprint) DO UPDATE SET name = coalesce(name, excluded.name)
        """,
        identity.Fingerprint,
        identity.Url.ToString(),
        identity.ReportedModel,
        identity.Name,
        identity.Answers?.Kind.ToString(),
        identity.Answers is { } answers ? JsonSerializer.Serialize(answers, s_options) : null,
        TimeText.Write(identity.Made));

    /// <summary>In the order in which they were first met.</summary>
    public IReadOnlyList<EndpointIdentity> Read() =>
        session.Rows("SELECT fingerprint, url, reported_model, name, answers, made FROM endpoint_identities ORDER BY id", Read);

    private EndpointIdentity Read(SqliteDataReader row)
    {
        try
        {
            return new EndpointIdentity
            {
                Fingerprint = row.Text(0),
                Url = new Uri(row.Text(1)),
                ReportedModel = row.Text(2),
                Name = row.IsDBNull(3) ? null : row.Text(3),
                Answers = row.IsDBNull(4) ? null : JsonSerializer.Deserialize<EndpointAnswers>(row.Text(4), s_options),
                Made = TimeText.Read(row.Text(5)),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw StoreErrors.Damaged(session.Location, $"what the model {row.Text(2)} at an endpoint is known by cannot be read");
        }
    }
}
