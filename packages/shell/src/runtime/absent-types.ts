import type { LocalisedText } from '@relais/management-contract';

/** Types of .NET that runbooks of Exchange name and that are rightly not here, with what to use instead. Names are without `System.`. */
const absent: readonly (readonly [RegExp, LocalisedText])[] = [
  [
    /^Net\.Sockets\./i,
    {
      en: 'Use Test-ConnectionSettings, Test-SmtpConnectivity, Test-ImapConnectivity or Test-PopConnectivity, which speak the protocol instead of knocking at the port.',
      fr: 'Utilisez Test-ConnectionSettings, Test-SmtpConnectivity, Test-ImapConnectivity ou Test-PopConnectivity, qui parlent le protocole au lieu de seulement frapper au port.',
    },
  ],
  [
    /^Security\.Cryptography\.X509Certificates\./i,
    {
      en: 'Get-ExchangeCertificate shows certificates with Subject, Issuer, NotAfter, CertificateDomains and Thumbprint; Import-ExchangeCertificate and Export-ExchangeCertificate read and write files.',
      fr: 'Get-ExchangeCertificate affiche les certificats avec Subject, Issuer, NotAfter, CertificateDomains et Thumbprint ; Import-ExchangeCertificate et Export-ExchangeCertificate lisent et écrivent des fichiers.',
    },
  ],
  [
    /^(?:DirectoryServices\.|adsi$|adsisearcher$)/i,
    {
      en: 'There is no Active Directory here: use Get-User, Get-Mailbox, Get-Recipient and Get-DistributionGroup.',
      fr: 'Il n’y a pas d’Active Directory ici : utilisez Get-User, Get-Mailbox, Get-Recipient et Get-DistributionGroup.',
    },
  ],
  [
    /^(?:Net\.(?:WebClient|HttpWebRequest|WebRequest|Http\.)|Xml\.XmlWriter|IO\.Compression\.|Diagnostics\.Process)/i,
    {
      en: 'This shell starts no programs and fetches nothing from the web; call it from a script of the system instead ("relais shell -Command …").',
      fr: 'Cet environnement ne lance aucun programme et ne télécharge rien ; appelez-le plutôt depuis un script du système (« relais shell -Command … »).',
    },
  ],
  [
    /^(?:Windows\.Forms|Drawing|Windows\.Controls)\./i,
    {
      en: 'There are no windows here: Read-Host asks, Write-Host shows, and the admin center has forms.',
      fr: 'Il n’y a pas de fenêtres ici : Read-Host demande, Write-Host affiche, et le centre d’administration a des formulaires.',
    },
  ],
  [
    /^(?:Data\.(?:SqlClient|OleDb|Odbc)\.|Management\.Automation\.Runspaces\.|Threading\.)/i,
    {
      en: 'It is not of this shell; [hashtable], [pscustomobject], [System.Data.DataTable], lists and CSV files are.',
      fr: 'Il n’est pas de cet environnement ; [hashtable], [pscustomobject], [System.Data.DataTable], les listes et les fichiers CSV le sont.',
    },
  ],
];

/** What to use instead of a type that is not here; `null` for one of which nothing is known. */
export function insteadOfType(written: string): LocalisedText | null {
  const name = written.replace(/^System\./i, '');
  return absent.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** What is said of types that are not here, in both languages. */
export const absentTypeTexts: readonly LocalisedText[] = absent.map(([, text]) => text);
