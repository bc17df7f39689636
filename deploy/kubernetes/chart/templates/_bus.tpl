{{- define "streamgauge.busUrl" -}}
{{- if .Values.bus.enabled -}}tls://{{ .Release.Name }}-bus:4222{{- else -}}{{ required "bus.url is needed where bus.enabled is false" .Values.bus.url }}{{- end -}}
{{- end -}}
