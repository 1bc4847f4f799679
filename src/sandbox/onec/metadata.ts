import type { EdmType, Fields, SetSchema } from './edm.ts'

const TYPES: Readonly<Record<EdmType, string>> = {
  guid: 'Edm.Guid',
  key: 'Edm.Guid',
  string: 'Edm.String',
  composite: 'Edm.String',
  date: 'Edm.DateTime',
  double: 'Edm.Double',
  int64: 'Edm.Int64',
  boolean: 'Edm.Boolean',
}

const property = (name: string, type: string): string => `<Property Name="${name}" Type="${type}" Nullable="true"/>`

const properties = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, type]) => {
      const isComposite = type === 'composite'
      return property(name, TYPES[type]) + (isComposite ? property(`${name}_Type`, 'Edm.String') : '')
    })
    .join('')

/** `$metadata` of the sets that the composition shows, as 1C writes it: EDMX 1.0, one namespace. */
export function metadataXml(schemas: Readonly<Record<string, SetSchema>>): string {
  const types = Object.entries(schemas).map(([set, { fields, sections }]) => {
    const own = Object.keys(sections).map((section) =>
      property(section, `Collection(StandardODATA.${set}_${section}_RowType)`),
    )
    const rows = Object.entries(sections).map(
      ([section, lines]) =>
        `<ComplexType Name="${set}_${section}_RowType">${properties({ LineNumber: 'int64', ...lines })}</ComplexType>`,
    )
    const keys = ('Ref_Key' in fields ? ['Ref_Key'] : ['Recorder', 'Recorder_Type', 'LineNumber']).map(
      (key) => `<PropertyRef Name="${key}"/>`,
    )
    const key = `<Key>${keys.join('')}</Key>`
    return `<EntityType Name="${set}">${key}${properties(fields)}${own.join('')}</EntityType>${rows.join('')}`
  })
  const sets = Object.keys(schemas).map((set) => `<EntitySet Name="${set}" EntityType="StandardODATA.${set}"/>`)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<edmx:Edmx xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx" Version="1.0">',
    '<edmx:DataServices xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" m:DataServiceVersion="3.0">',
    '<Schema xmlns="http://schemas.microsoft.com/ado/2009/11/edm" Namespace="StandardODATA">',
    ...types,
    '<EntityContainer Name="EnterpriseV8" m:IsDefaultEntityContainer="true">',
    ...sets,
    '</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>',
  ].join('\n')
}
