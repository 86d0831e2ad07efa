<#
Opens what sync needs in Windows' firewall, and nothing else: the link's TCP port (SYNC_PORT, 8765) and the announcements'
UDP port (SYNC_MULTICAST_PORT, 5353), on private and domain networks.

  .\configure-sync-firewall.ps1           opens what is missing (as administrator)
  .\configure-sync-firewall.ps1 -Check    changes nothing; exit status 0: open, 1: something is missing
  .\configure-sync-firewall.ps1 -DryRun   prints the commands that it would run
#>
param([switch]$Check, [switch]$DryRun)
$ErrorActionPreference = 'Stop'

function Get-Port([string]$name, [int]$otherwise) {
    $text = [Environment]::GetEnvironmentVariable($name)
    if ([string]::IsNullOrEmpty($text)) { return $otherwise }
    $port = 0
    if (-not [int]::TryParse($text, [ref]$port) -or $port -lt 1 -or $port -gt 65535) {
        Write-Error "$name is '$text'; allowed is a number from 1 to 65535"
    }
    return $port
}

$rules = @(
    @{ Name = 'Multi-Business Sync link'; Protocol = 'TCP'; Port = (Get-Port 'SYNC_PORT' 8765) },
    @{ Name = 'Multi-Business Sync announcements'; Protocol = 'UDP'; Port = (Get-Port 'SYNC_MULTICAST_PORT' 5353) }
)

$missing = $false
foreach ($rule in $rules) {
    $what = "$($rule.Port)/$($rule.Protocol.ToLower())"
    $open = Get-NetFirewallRule -DisplayName $rule.Name -ErrorAction SilentlyContinue |
        Where-Object { $_.Enabled -eq 'True' -and $_.Action -eq 'Allow' } |
        Get-NetFirewallPortFilter |
        Where-Object { $_.Protocol -eq $rule.Protocol -and $_.LocalPort -eq "$($rule.Port)" }
    if ($open) {
        Write-Output "open: $what"
        continue
    }
    $missing = $true
    Write-Output "missing: $what"
    if ($Check) { continue }
    if ($DryRun) {
        Write-Output ("New-NetFirewallRule -DisplayName '$($rule.Name)' -Direction Inbound -Action Allow " +
            "-Protocol $($rule.Protocol) -LocalPort $($rule.Port) -Profile Private,Domain")
        continue
    }
    Get-NetFirewallRule -DisplayName $rule.Name -ErrorAction SilentlyContinue | Remove-NetFirewallRule
    New-NetFirewallRule -DisplayName $rule.Name -Direction Inbound -Action Allow -Protocol $rule.Protocol `
        -LocalPort $rule.Port -Profile Private, Domain | Out-Null
}

$public = Get-NetConnectionProfile | Where-Object { $_.NetworkCategory -eq 'Public' }
foreach ($network in $public) {
    Write-Output ("note: Windows takes the network '$($network.Name)' for a public one, where nothing is opened. If it is the " +
        "shop's: Set-NetConnectionProfile -InterfaceIndex $($network.InterfaceIndex) -NetworkCategory Private")
}

if ($Check -and ($missing -or $public)) { exit 1 }
exit 0
